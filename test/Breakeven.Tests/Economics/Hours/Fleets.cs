using Breakeven.Economics.Hours;

namespace Breakeven.Tests.Economics.Hours;

/// <summary>Demands and fleets with numbers small enough to bill by hand.</summary>
internal static class Fleets
{
    /// <summary>An hour of so many requests of 1000 tokens in, 400 of them cached, and 100 out.</summary>
    public static DemandHour Hour(long requests) => new(requests, new(requests * 1000), new(requests * 400), new(requests * 100));

    /// <summary>Hours of so many requests each.</summary>
    public static HourlyDemand Demand(params long[] requests) => new([.. requests.Select(Hour)], "a test");

    /// <summary>A replica carries 1 request/s, so 3,600 an hour; boxes of one; $2 an hour always on, $4 by the hour; tokens at $1 a million in, $0.10 cached, $4 out: 600 + 40 + 400 = 1,040 micro-dollars a request.</summary>
    public static FleetRequest Request(params long[] requests) => new()
    {
        Demand = Demand(requests),
        Work = ReplicaWork.OfRequests(new(1), CapacitySource.Given),
        Boxes = BoxPacking.Of(1, 1),
        AlwaysOn = BoxTerm.AlwaysOn(2),
        Elastic = BoxTerm.ByTheHour(4, Seconds.Zero),
        Overflow = new("api", 1, 0.1m, 4),
    };
}
