namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store that configuration chooses, with a connection string and one setting.</summary>
internal sealed class SampleStore : IConfiguredStore
{
    public string Name => "Sample";

    public Func<IServiceProvider, ICacheBackend> Read(StoreSettings settings)
    {
        int? size = settings.Number<int>("Size");
        if (settings.Flag("NeedsConnection") == true && !settings.HasConnection)
            settings.ReportConnection("A sample needs a connection.");
        settings.Check(() => ArgumentOutOfRangeException.ThrowIfNegative(size ?? 0, nameof(size)));
        string? connection = settings.Connection(text => text == "wrong" ? throw new ArgumentException("The connection is wrong.", nameof(text)) : text);
        string? word = settings.Text("Word");
        TimeSpan? pause = settings.Time("Pause");
        return _ => new SampleBackend(new InMemoryBackend(), connection, size, word, pause);
    }
}
