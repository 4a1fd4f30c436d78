using System.Text;
using System.Text.RegularExpressions;
using Breakeven.Cli.Tests.Documentation;
using Breakeven.Cli.Verbs;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Reports.Html;

/// <summary>The report as a browser shows it. Skipped where there is no Chromium; ./build installs one where it may.</summary>
public sealed class ReportInBrowserTests : IDisposable
{
    private const string NoBrowser = "there is no Chromium here: apt-get install chromium, or name one by BREAKEVEN_CHROMIUM";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakeven-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task It_is_drawn_and_fits_wide_and_narrow_light_and_dark()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        var record = SamplePages.Record(SamplePages.Mix);
        (string Name, string Page, int Charts)[] pages =
        [
            ("mix and maps", AdvisePage.Of(record, [SamplePages.Map, SamplePages.Map], new(2026, 11, 10)), 8),
            ("tokens", SamplePages.Of(SamplePages.Tokens).Page, 7),
            ("spares", SamplePages.Of(SamplePages.Refit).Page, 9),
            ("nothing", SamplePages.Of(SamplePages.Nothing).Page, 0),
            ("hostile names", SamplePages.HostilePage(), 7),
        ];
        await using var browser = await Browser.Start();
        foreach (var (name, page, charts) in pages)
        {
            var file = Written(page);
            foreach (var (width, dark) in ((int, bool)[])[(1280, false), (1280, true), (390, false), (390, true)])
            {
                var said = $"{name}, {width}, {(dark ? "dark" : "light")}";
                await browser.Open(file, width, dark);
                None(said, browser.Complaints);
                None(said, browser.Requests);
                var drawn = await browser.Ask<string[]>(Scripts.Drawn);
                Assert.Equal((said, charts), (said, drawn.Length));
                None(said, drawn.Where(one => one != "drawn"));
                None(said, await browser.Ask<string[]>(Scripts.Wider));
                await browser.Ask<bool>("document.querySelectorAll('details').forEach(one => one.open = true), true");
                None(said, await browser.Ask<string[]>(Scripts.Wider));
                None(said, await browser.Ask<string[]>(Scripts.Faint));
                Assert.Equal((said, dark), (said, await browser.Ask<double>(Scripts.PaperLightness) < 0.2));
            }
        }
    }

    [SkippableFact]
    public async Task It_prints_on_white_and_within_the_paper()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        await using var browser = await Browser.Start();
        await browser.Open(Written(AdvisePage.Of(SamplePages.Record(SamplePages.Mix), [SamplePages.Map], new(2026, 11, 10))), 1280, dark: true);
        // The page draws anew for paper; what it then looks like is kept, since after printing it is on the screen again.
        await browser.Ask<bool>($"matchMedia('print').addEventListener('change', now => {{ if (now.matches) window.printed = {Scripts.Drawn}.concat({Scripts.Low}) }}), true");
        var paper = await browser.Print();
        None("on paper", (await browser.Ask<string[]>("window.printed")).Where(one => one != "drawn"));
        None("on the screen again", (await browser.Ask<string[]>(Scripts.Drawn)).Where(one => one != "drawn"));
        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(paper, 0, 5), StringComparison.Ordinal);
        Assert.InRange(Regex.Count(Encoding.Latin1.GetString(paper), @"/Type /Page\b"), 3, 7);
        // A4 within its margins is 180 mm, 680 CSS pixels.
        await browser.Open(Written(SamplePages.Of(SamplePages.Mix).Page), 680, dark: true);
        await browser.Medium("print");
        Assert.Empty(await browser.Ask<string[]>(Scripts.Wider));
        Assert.Empty(await browser.Ask<string[]>(Scripts.Faint));
        Assert.Equal(1.0, await browser.Ask<double>(Scripts.PaperLightness), 0.01);
        Assert.Equal(9, (await browser.Ask<string[]>(Scripts.Drawn)).Count(one => one == "drawn"));
    }

    [SkippableFact]
    public async Task Without_scripts_its_text_and_figures_are_there_and_no_empty_frames()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        await using var browser = await Browser.Start();
        var page = SamplePages.Of(SamplePages.Mix).Page;
        // Its own scripts are cut out: a switched-off browser could not be asked.
        await browser.Open(Written(Regex.Replace(page, "<script>.*?</script>", "", RegexOptions.Singleline)), 1280, dark: false);
        Assert.Equal(0, await browser.Ask<int>("[...document.querySelectorAll('.chart')].filter(one => one.offsetHeight > 0).length"));
        Assert.InRange(await browser.Ask<int>("document.querySelectorAll('table').length"), 9, 20);
        Assert.Contains("a month", await browser.Ask<string>("document.querySelector('.lead').innerText"), StringComparison.Ordinal);
        // By the keyboard alone: every table that may scroll and every summary takes the focus.
        Assert.Equal(0, await browser.Ask<int>("[...document.querySelectorAll('.scroll, summary, nav a')].filter(one => one.tabIndex < 0).length"));
        // Every chart says in words what it shows.
        Assert.Equal(0, await browser.Ask<int>("[...document.querySelectorAll('[data-chart]')].filter(one => one.getAttribute('role') !== 'img' || one.getAttribute('aria-label').length < 40).length"));
    }

    [SkippableFact]
    public async Task What_goes_wrong_in_a_page_is_seen()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        await using var browser = await Browser.Start();
        await browser.Open(Written("""
            <!DOCTYPE html><meta name="viewport" content="width=device-width"><main><p style="color:#bbb;background:#fff">faint</p><p style="width:900px">wide</p><div class="chart" data-chart="x"><svg></svg></div></main>
            <img src="none.png"><script>console.error("said")</script><script>throw new Error("thrown")</script>
            """), 390, dark: false);
        Assert.Contains(browser.Complaints, one => one.Contains("said", StringComparison.Ordinal));
        Assert.Contains(browser.Complaints, one => one.Contains("thrown", StringComparison.Ordinal));
        Assert.Contains(browser.Requests, one => one.EndsWith("/none.png", StringComparison.Ordinal));
        Assert.Contains(await browser.Ask<string[]>(Scripts.Wider), one => one.Contains("wide", StringComparison.Ordinal));
        Assert.Contains(await browser.Ask<string[]>(Scripts.Faint), one => one.StartsWith("faint: contrast 1.9", StringComparison.Ordinal));
        Assert.Equal(["x: 0 shapes, 0 words, -Infinity wide"], await browser.Ask<string[]>(Scripts.Drawn));
    }

    /// <summary>No test of its own: <c>./build pictures</c> writes those of the guide.</summary>
    [SkippableFact]
    [Trait("Category", "Pictures")]
    public async Task Pictures_of_the_guide_are_made()
    {
        Skip.If(Environment.GetEnvironmentVariable("UPDATE_PICTURES") != "1", "./build pictures makes them");
        Assert.True(Browser.Program is not null, NoBrowser);
        var file = Path.Combine(_folder.FullName, "report.html");
        var call = Assert.Single(ShellWords.Commands(MarkdownBlock.In("report.md", RepositoryFiles.Read("docs/guides/report.md")).First(block => block.Language == "sh").Text));
        Assert.Equal(0, CliRun.Shipped.Run([.. ShellWords.ArgumentsOf(call)!.Select(word => word == "report.html" ? file : word)]).Exit);
        await using var browser = await Browser.Start();
        await browser.Open(file, 1280, dark: false);
        await File.WriteAllBytesAsync(Repository.PathOf("docs/guides/report-wide.png"), await browser.Picture(1280, 0, await TopOf("mix")));
        await File.WriteAllBytesAsync(Repository.PathOf("docs/guides/report-mix.png"), await browser.Picture(1280, await TopOf("mix"), await browser.Ask<int>("Math.round(document.querySelector('#mix figure').getBoundingClientRect().bottom + scrollY + 16)")));
        await browser.Open(file, 390, dark: true);
        await File.WriteAllBytesAsync(Repository.PathOf("docs/guides/report-narrow-dark.png"), await browser.Picture(390, 0, await TopOf("mix")));

        Task<int> TopOf(string section) => browser.Ask<int>($"Math.round(document.getElementById('{section}').getBoundingClientRect().top + scrollY - 24)");
    }

    private static void None(string said, IEnumerable<string> found) => Assert.True(!found.Any(), $"{said}: {string.Join("; ", found)}");

    private string Written(string page)
    {
        var file = Path.Combine(_folder.FullName, $"{Directory.GetFiles(_folder.FullName).Length}.html");
        File.WriteAllText(file, page);
        return file;
    }

    // What is asked of the page.
    private static class Scripts
    {
        // Shapes and words, and as wide as their frame: an empty chart is a rectangle of nothing.
        public const string Drawn = """
            [...document.querySelectorAll('[data-chart]')].map(chart => {
              const svg = chart.querySelector('svg');
              if (!svg) return chart.dataset.chart + ': no svg';
              const shapes = [...svg.querySelectorAll('path')].filter(one => one.getAttribute('fill') !== 'none' || one.getAttribute('stroke')).filter(one => one.getBoundingClientRect().width > 2);
              const words = [...svg.querySelectorAll('text')].filter(one => one.textContent.trim().length > 0);
              const wide = Math.max(...shapes.map(one => one.getBoundingClientRect().right)) - Math.min(...shapes.map(one => one.getBoundingClientRect().left));
              return shapes.length >= 5 && words.length >= 3 && wide > 0.6 * chart.clientWidth ? 'drawn' : `${chart.dataset.chart}: ${shapes.length} shapes, ${words.length} words, ${wide} wide`;
            })
            """;

        public const string Low = "[...document.querySelectorAll('[data-chart]')].filter(one => one.getBoundingClientRect().height < 90).map(one => one.dataset.chart + ' is low')";

        // What makes the page scroll sideways: tables may, within themselves. One pixel may be rounding.
        public const string Wider = """
            document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1 ? [] : ['the page', ...[...document.body.querySelectorAll('*')].filter(one => !one.closest('.scroll') && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(one => one.outerHTML.slice(0, 120))]
            """;

        public const string Faint = """
            (() => {
              const parse = text => { const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
              const light = c => [c.r, c.g, c.b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((all, v, i) => all + v * [0.2126, 0.7152, 0.0722][i], 0);
              const under = el => { for (; el; el = el.parentElement) { const c = parse(getComputedStyle(el).backgroundColor); if (c.a > 0.99) return c; } return { r: 255, g: 255, b: 255 }; };
              const words = [...document.querySelectorAll('main *')].filter(one => !(one instanceof SVGElement) && one.offsetHeight > 0 && [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()));
              const html = words.map(one => [one, getComputedStyle(one).color, under(one)]);
              // The last shape drawn before a word and around its middle is what it stands on.
              const shape = text => {
                const at = text.getBoundingClientRect(), x = (at.left + at.right) / 2, y = (at.top + at.bottom) / 2;
                const around = [...text.ownerSVGElement.querySelectorAll('path')].filter(one => one.compareDocumentPosition(text) & 4 && !['none', 'transparent', null].includes(one.getAttribute('fill')) && one.getAttribute('fill-opacity') !== '0')
                  .filter(one => { const b = one.getBoundingClientRect(); return b.left <= x && x <= b.right && b.top <= y && y <= b.bottom; });
                return around.length ? parse(getComputedStyle(around.at(-1)).fill) : under(text.closest('.chart'));
              };
              const svg = [...document.querySelectorAll('.chart text')].filter(one => one.textContent.trim()).map(one => [one, getComputedStyle(one).fill, shape(one)]);
              return [...html, ...svg].map(([one, ink, paper]) => { const [a, b] = [light(parse(ink)), light(paper)].sort((x, y) => y - x); return [one.textContent.trim().slice(0, 40), (a + 0.05) / (b + 0.05), parseFloat(getComputedStyle(one).fontSize)]; })
                .filter(([, contrast, size]) => contrast < 4.5 || size < 10).map(([text, contrast, size]) => `${text}: contrast ${contrast.toFixed(2)}, ${size} px`);
            })()
            """;

        public const string PaperLightness = "(() => { const c = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number); return (c[0] + c[1] + c[2]) / 765; })()";
    }
}
