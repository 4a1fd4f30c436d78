using System.Text;
using System.Text.RegularExpressions;
using Breakeven.Testing;

namespace Breakeven.Tests.Tidy;

public partial class HygieneTests
{
    private static readonly string[] Binary = [".png", ".gz", ".zip", ".snk", ".ico", ".safetensors", ".gguf"];

    [Fact]
    public void Text_is_utf8_with_line_feeds_and_ends_in_one()
        => Findings.None(from name in Texts()
                         let problem = Problem(File.ReadAllBytes(Repository.PathOf(name)))
                         where problem is not null
                         select $"{name}: {problem}");

    [Fact]
    public void What_is_left_to_do_names_its_issue()
        => Findings.None(Texts().SelectMany(name => Matches(name, Unnumbered())));

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine()
        => Findings.None(Texts().SelectMany(name => Matches(name, MachinePath())));

    [Fact]
    public void The_licence_is_there_and_is_the_one_that_the_packages_name()
    {
        Assert.StartsWith("Apache License\nVersion 2.0", Regex.Replace(RepositoryFiles.Read("LICENSE").TrimStart(), @"\n\s+", "\n"), StringComparison.Ordinal);
        Assert.Contains("<PackageLicenseExpression>Apache-2.0<", RepositoryFiles.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TO" + "DO: later", true)]
    [InlineData("TO" + "DO(#12): later", false)]
    [InlineData("FIX" + "ME", true)]
    public void A_note_without_an_issue_is_found(string text, bool found) => Assert.Equal(found, Unnumbered().IsMatch(text));

    [Theory]
    [InlineData("see /ho" + "me/ada/models", true)]
    [InlineData(@"C:\Us" + @"ers\ada", true)]
    [InlineData("https://example.org/ho" + "me/page", false)]
    public void A_place_on_a_machine_is_told_from_an_address(string text, bool found) => Assert.Equal(found, MachinePath().IsMatch(text));

    [Theory]
    [InlineData("a\r\n", "carriage return")]
    [InlineData("a", "no line feed at the end")]
    [InlineData("﻿a\n", "byte order mark")]
    [InlineData("a\n", null)]
    [InlineData("", null)]
    public void Each_fault_of_a_text_is_named(string text, string? problem) => Assert.Equal(problem, Problem(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<string> Texts() => RepositoryFiles.All.Where(name => !Binary.Contains(Path.GetExtension(name)));

    private static string? Problem(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble)) return "byte order mark";
        if (bytes.Contains((byte)'\r')) return "carriage return";
        if (bytes.Length > 0 && bytes[^1] != '\n') return "no line feed at the end";
        return System.Text.Unicode.Utf8.IsValid(bytes) ? null : "not UTF-8";
    }

    private static IEnumerable<string> Matches(string name, Regex pattern)
        => RepositoryFiles.Read(name).Split('\n').Index().Where(line => pattern.IsMatch(line.Item)).Select(line => $"{name}({line.Index + 1}): {line.Item.Trim()}");

    // The words are split so that this file does not find itself.
    [GeneratedRegex(@"\b(?:TO" + @"DO|FIX" + @"ME|XX" + @"X)\b(?!\s*\(?#[0-9]+)")]
    private static partial Regex Unnumbered();

    [GeneratedRegex(@"(?<![\w.:/~-])/(?:home|root|work|Users|mnt)/|\b[A-Z]:\\Users\\|\.\./shared/")]
    private static partial Regex MachinePath();
}
