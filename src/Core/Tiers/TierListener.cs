namespace CacheKit;

// Tells the other processes what this one changes, and hears what they change, from the first use on. While they can't be heard, the local
// level is not believed for longer than the bound.
internal sealed class TierListener : IChangeListener, IAsyncDisposable, IDisposable
{
    // More than these are told as one: that everything may have changed.
    private const int MostUnannounced = 1_000;

    private readonly L1Level _local;
    private readonly TieredBackendOptions _options;
    private readonly IChangeFeed? _feed;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Change> _unannounced = [];
    private Task _listening = Task.CompletedTask;
    private bool _started;

    public TierListener(ICacheBackend remote, L1Level local, TieredBackendOptions options)
    {
        _local = local;
        _options = options;
        ulong origin = ChangeText.NewOrigin();
        if (remote.FindCapability<INotifyingBackend>() is { } notifying)
            _feed = new PushedChanges(notifying, options.Channel, origin, this);
        else if (remote.FindCapability<IConditionalBackend>() is { } conditional)
            _feed = new PolledChanges(conditional, options.Channel, origin, this);
    }

    // What another process has changed, or that nobody knows what. The local level has forgotten it already. Not to be held up.
    public event Action<Change>? Changed;

    public TierLog Log { get; } = new();

    public long Now => _local.CopyValidity.Now;

    public long Interruptions => _local.CopyValidity.Interruptions;

    /// <exception cref="ObjectDisposedException">The levels have been disposed of.</exception>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, typeof(TieredBackend));
        if (Volatile.Read(ref _started) || _feed is null)
            return;

        lock (_gate)
        {
            if (_started || _end.IsCancellationRequested)
                return;

            _listening = CleanContext.Run(() => ListenAsync(_feed, _end.Token));
            Volatile.Write(ref _started, true);
        }
    }

    // Throws where the others can't be told now; then they are told when they can be. Where the store refuses it for good, what was done is done,
    // and nothing is owed.
    public async ValueTask AnnounceAsync(Change change)
    {
        if (_feed is null)
            return;

        try
        {
            await _feed.AnnounceAsync(change).ConfigureAwait(false);
        }
        catch (StoreRefusedException refusal) when (!refusal.IsTransient)
        {
            Log.Refused(refusal, _options.Staleness);
        }
        catch
        {
            AnnounceLater(change);
            throw;
        }
    }

    public void AnnounceLater(Change change)
    {
        lock (_gate)
        {
            if (_unannounced.Count < MostUnannounced)
                _unannounced.Add(change);
            else
                _unannounced.Add(Change.Everything);
        }
    }

    public void OnChanged(Change change)
    {
        if (change.Kind == ChangeKind.Everything)
            Drop();
        else if (change.Kind == ChangeKind.Prefix)
            _local.ForgetAll(change.Text);
        else
            _local.Forget(change.Text);
        if (change.Kind != ChangeKind.Everything)
            Changed?.Invoke(change);
    }

    public void ReceivedUpTo(long time, long interruptions)
    {
        if (_local.CopyValidity.Renew(time, interruptions))
            Log.Heard();
    }

    public void Interrupt() => Drop();

    public async ValueTask DisposeAsync()
    {
        End();
        await EndListeningAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        End();
        _ = CleanContext.Call(EndListeningAsync);
    }

    private void End()
    {
        lock (_gate)
            _end.Cancel();
        _local.CopyValidity.End();
    }

    // The store may have been disposed of before.
    private async Task EndListeningAsync()
    {
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_feed is not null)
            await _feed.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ListenAsync(IChangeFeed feed, CancellationToken end)
    {
        // A beat may take long, or for ever, where the store does not answer. What is overdue goes in time all the same.
        Task beat = Task.CompletedTask;
        using var timer = new PeriodicTimer(_options.Interval, _options.TimeProvider);
        try
        {
            do
            {
                if (beat.IsCompleted)
                    beat = BeatAsync(feed, end);
                if (_local.CopyValidity.IsOverdue)
                    Drop();
            }
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task BeatAsync(IChangeFeed feed, CancellationToken end)
    {
        try
        {
            await ReceiveAsync(feed, end).ConfigureAwait(false);
            await AnnouncePendingAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!end.IsCancellationRequested)
                Log.Failed(exception);
        }
    }

    // A process that is not allowed to hear the others may be allowed to tell them.
    private async ValueTask ReceiveAsync(IChangeFeed feed, CancellationToken end)
    {
        try
        {
            await feed.BeatAsync(end).ConfigureAwait(false);
        }
        catch (StoreRefusedException refusal) when (!refusal.IsTransient)
        {
            Log.Refused(refusal, _options.Staleness);
        }
    }

    private async ValueTask AnnouncePendingAsync()
    {
        while (true)
        {
            Change change;
            lock (_gate)
            {
                if (_unannounced.Count == 0)
                    return;
                change = _unannounced.Contains(Change.Everything) ? Change.Everything : _unannounced.First();
                if (change == Change.Everything)
                    _unannounced.Clear();
                else
                    _unannounced.Remove(change);
            }

            await AnnounceAsync(change).ConfigureAwait(false);
        }
    }

    private void Drop()
    {
        if (_local.CopyValidity.BeginDrop())
        {
            _local.ForgetAll("");
            _local.CopyValidity.EndDrop();
            Log.Dropped(_options.Staleness);
        }

        Changed?.Invoke(Change.Everything);
    }
}
