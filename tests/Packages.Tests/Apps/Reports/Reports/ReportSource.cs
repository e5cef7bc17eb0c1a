using CacheKit;

namespace Reports;

public sealed class ReportSource
{
    [Cache(600, Tags = ["report:{day}"]), CacheName("reports")]
    public async Task<Report> MakeAsync(DateOnly day, CancellationToken cancellationToken = default) =>
        new(day, day.Day * await Rates.FindAsync("EUR", cancellationToken));

    [Cache(600)]
    public Task<string> TitleAsync(DateOnly day) => Task.FromResult($"Report of {day:O}");
}
