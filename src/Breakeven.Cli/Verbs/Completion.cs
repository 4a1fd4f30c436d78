using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven completion</summary>
internal static class Completion
{
    // Each script hands the line as typed so far to the program itself, which alone knows the catalogue.
    private const string Bash = """
        # breakeven completion for bash. In ~/.bashrc: source <(breakeven completion bash)
        _breakeven() {
            local line=${COMP_LINE:0:COMP_POINT}
            local IFS=$'\n'
            COMPREPLY=($("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null))
        }
        complete -o default -F _breakeven breakeven

        """;

    private const string Zsh = """
        #compdef breakeven
        # breakeven completion for zsh. In ~/.zshrc, after compinit: source <(breakeven completion zsh)
        _breakeven() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            if [[ -n "${found[1]}" ]]; then compadd -U -- "${found[@]}"; else _files; fi
        }
        compdef _breakeven breakeven

        """;

    private const string Fish = """
        # breakeven completion for fish: breakeven completion fish > ~/.config/fish/completions/breakeven.fish
        function __breakeven_complete
            set -l line (commandline -cp)
            set -l program (commandline -opc)[1]
            $program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c breakeven -a '(__breakeven_complete)'

        """;

    private const string PowerShell = """
        # breakeven completion for PowerShell. In $PROFILE: breakeven completion powershell | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName breakeven -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $line = $commandAst.ToString().PadRight($cursorPosition).Substring(0, $cursorPosition)
            breakeven "[suggest:$cursorPosition]" "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    private static readonly string[] Shells = ["bash", "zsh", "fish", "powershell"];

    public static Verb Build(KnownNames _)
    {
        var shell = new Argument<string>("shell") { Description = $"The shell: {Mistakes.Listed(Shells)}" };
        shell.CompletionSources.Add(_ => Shells.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return new Verb("completion", "A script that teaches a shell to complete commands, options, models and accelerators", call => Run(call.Value(shell)))
        {
            Arguments = { shell },
            Examples = ["breakeven completion bash", "breakeven completion zsh"],
        };
    }

    private static Answer Run(string shell)
    {
        var script = shell.ToLowerInvariant() switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            "powershell" or "pwsh" => PowerShell,
            _ => throw new InputException($"there is no completion for \"{shell}\"", "completion", $"choose {Mistakes.Listed(Shells)}"),
        };
        return new Answer(new Report([new Section.Verbatim(script)]), new CompletionRecord(shell, script), () => CompletionJson.Default.CompletionRecord);
    }
}

internal sealed record CompletionRecord(string Shell, string Script) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CompletionRecord))]
internal sealed partial class CompletionJson : JsonSerializerContext;
