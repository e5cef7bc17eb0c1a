using Microsoft.Extensions.Hosting;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A hosted service that uses the global cache without ever having asked for one.</summary>
internal sealed class Worker : BackgroundService
{
    private readonly TaskCompletionSource<string> _prefixOfExecute = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? PrefixOfStart { get; private set; }

    public Task<string> PrefixOfExecute => _prefixOfExecute.Task;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        PrefixOfStart = CacheManager.Prefix;
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Has it look for its cache once more, in its own flow.</summary>
    public void GoOn() => _again.SetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            string first = CacheManager.Prefix;
            await _again.Task.WaitAsync(stoppingToken);
            _prefixOfExecute.SetResult($"{first} {CacheManager.Prefix}");
        }
        catch (Exception exception)
        {
            _prefixOfExecute.TrySetException(exception);
        }
    }
}
