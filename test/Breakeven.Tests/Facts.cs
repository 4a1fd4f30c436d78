using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Tests;

/// <summary>The embedded catalogue, as tests name things in it.</summary>
internal static class Facts
{
    public static ICatalog Catalog { get; } = EmbeddedCatalog.Open();

    /// <summary>The calibration that ships; named here because tests also see the namespace Breakeven.Calibration.</summary>
    public static Breakeven.Performance.Calibration Calibration => Breakeven.Performance.Calibration.Embedded;

    public static Model Model(string id) => Catalog.FindModel(id) ?? throw new InvalidOperationException($"The catalogue has no model {id}.");

    public static Accelerator Accelerator(string id) => Catalog.FindAccelerator(id) ?? throw new InvalidOperationException($"The catalogue has no accelerator {id}.");

    public static PrecisionScheme Precision(string name) => PrecisionScheme.Named(name) ?? throw new InvalidOperationException($"No precision {name}.");

    public static Deployment Deploy(string model, string gpu, string precision, string layout, EngineSettings? settings = null) => new()
    {
        Model = Model(model),
        Accelerator = Accelerator(gpu),
        Precision = precision == "native" ? Model(model).Native : Precision(precision),
        Layout = Layouts.Parse(layout),
        Settings = settings ?? DeploymentSearch.DefaultSettings(Accelerator(gpu)),
    };
}
