namespace CacheKit;

// Announces the changes of this process to others and drops L1 copies on theirs, from the first use on. While changes cannot be received,
// copies live for at most the staleness bound.
internal sealed class InvalidationChannel : IChangeListener, IAsyncDisposable, IDisposable
{
    // More pending announcements are merged into one that invalidates everything.
    private const int MaxUnannounced = 1_000;

    private readonly L1Level _l1;
    private readonly TieredBackendOptions _options;
    private readonly IChangeFeed? _feed;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Change> _unannounced = [];
    private Task _running = Task.CompletedTask;
    private bool _started;

    public InvalidationChannel(ICacheBackend remote, L1Level l1, TieredBackendOptions options)
    {
        _l1 = l1;
        _options = options;
        ulong origin = ChangeText.NewOrigin();
        if (remote.FindCapability<INotifyingBackend>() is { } notifying)
            _feed = new PushedChanges(notifying, options.Channel, origin, this);
        else if (remote.FindCapability<IConditionalBackend>() is { } conditional)
            _feed = new PolledChanges(conditional, options.Channel, origin, this);

        // The change log is stored under the name of the channel.
        if (_feed is PolledChanges)
            remote.FindCapability<ITransformingBackend>()?.Exclude(options.Channel);
    }

    // Raised after a change of another process, or when changes may have been missed. L1 has already dropped its copies. Handlers must not
    // block.
    public event Action<Change>? Changed;

    // Raised with the time that a message, or the change log, has needed to reach this process.
    public event Action<TimeSpan>? Received;

    public InvalidationChannelLog Log { get; } = new();

    // Whether the store tells of the changes of other processes.
    public bool IsSupported => _feed is not null;

    public bool HasStarted => Volatile.Read(ref _started);

    public long Now => _l1.CopyValidity.Now;

    public long Interruptions => _l1.CopyValidity.Interruptions;

    /// <exception cref="ObjectDisposedException">The backend has been disposed.</exception>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, typeof(TieredBackend));
        if (Volatile.Read(ref _started) || _feed is null)
            return;

        lock (_gate)
        {
            if (_started || _end.IsCancellationRequested)
                return;

            _running = CleanContext.Run(() => RunAsync(_feed, _end.Token));
            Volatile.Write(ref _started, true);
        }
    }

    // Throws if the change cannot be announced now; it is then announced later. A permanent refusal is logged and not repeated.
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
            if (_unannounced.Count < MaxUnannounced)
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
            _l1.ForgetAll(change.Text);
        else
            _l1.Forget(change.Text);
        if (change.Kind != ChangeKind.Everything)
            Changed?.Invoke(change);
    }

    public void ReceivedUpTo(long time, long interruptions)
    {
        Received?.Invoke(TimeSpan.FromMilliseconds(Math.Max(0, Now - time)));
        if (_l1.CopyValidity.Renew(time, interruptions))
            Log.Restored();
    }

    public void Interrupt() => Drop();

    public async ValueTask DisposeAsync()
    {
        End();
        await EndRunAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        End();
        _ = CleanContext.Call(EndRunAsync);
    }

    private void End()
    {
        lock (_gate)
            _end.Cancel();
        _l1.CopyValidity.End();
    }

    // The store may already be disposed.
    private async Task EndRunAsync()
    {
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_feed is not null)
            await _feed.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(IChangeFeed feed, CancellationToken end)
    {
        // A tick may hang while the store does not answer, so expired copies are dropped independently of it.
        Task tick = Task.CompletedTask;
        using var timer = new PeriodicTimer(_options.Interval, _options.TimeProvider);
        try
        {
            do
            {
                if (tick.IsCompleted)
                    tick = TickAsync(feed, end);
                if (_l1.CopyValidity.HasExpired)
                    Drop();
            }
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TickAsync(IChangeFeed feed, CancellationToken end)
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

    // A process without permission to subscribe may still have permission to publish.
    private async ValueTask ReceiveAsync(IChangeFeed feed, CancellationToken end)
    {
        try
        {
            await feed.TickAsync(end).ConfigureAwait(false);
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
        if (_l1.CopyValidity.BeginDrop())
        {
            _l1.ForgetAll("");
            _l1.CopyValidity.EndDrop();
            Log.Lost(_options.Staleness);
        }

        Changed?.Invoke(Change.Everything);
    }
}
