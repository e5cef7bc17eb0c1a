namespace Reports;

/// <summary>Writes the same report twice and ends.</summary>
public sealed class ReportWorker(ReportSource source, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var day = new DateOnly(2025, 1, 31);
        for (int i = 0; i < 2; i++)
            Console.WriteLine($"{await source.TitleAsync(day)}: {(await source.MakeAsync(day, stoppingToken)).Total}");

        Console.WriteLine($"{Rates.Reads} rates were read.");
        lifetime.StopApplication();
    }
}
