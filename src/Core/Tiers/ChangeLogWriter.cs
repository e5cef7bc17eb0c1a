namespace CacheKit;

// Appends to the log of changes. What comes while one write is under way goes together with the next.
internal sealed class ChangeLogWriter(IConditionalBackend remote, string key)
{
    private const int Attempts = 30;

    // A log that nobody has written to for so long is of no use to anybody.
    private static readonly TimeSpan _life = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private List<LoggedChange> _waiting = [];
    private TaskCompletionSource _next = NewSource();
    private bool _isWriting;

    // Ends when it is there; fails where it can't be.
    public Task AppendAsync(LoggedChange change)
    {
        lock (_gate)
        {
            _waiting.Add(change);
            Task appended = _next.Task;
            if (!_isWriting)
            {
                _isWriting = true;
                _ = CleanContext.Run(WriteAllAsync);
            }

            return appended;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WriteAllAsync()
    {
        while (true)
        {
            List<LoggedChange> batch;
            TaskCompletionSource written;
            lock (_gate)
            {
                _isWriting = _waiting.Count > 0;
                if (!_isWriting)
                    return;
                (batch, _waiting) = (_waiting, []);
                (written, _next) = (_next, NewSource());
            }

            try
            {
                await WriteAsync([.. batch.Distinct()]).ConfigureAwait(false);
                written.SetResult();
            }
            catch (Exception exception)
            {
                written.SetException(exception);
            }
        }
    }

    private async ValueTask WriteAsync(LoggedChange[] batch)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // Others write too. Whoever was overtaken waits a moment, and longer each time.
            if (attempt > 0)
                await Task.Delay(Random.Shared.Next(1, 5 * attempt)).ConfigureAwait(false);

            ReadOnlyMemory<byte>? held = await remote.GetAsync(key).ConfigureAwait(false);
            ChangeLog log = (held is { } bytes ? ChangeLog.Read(bytes.Span) : null) ?? ChangeLog.New();
            byte[] payload = log.With(batch).ToPayload();
            bool isWritten = held is { } expected
                ? await remote.ReplaceAsync(key, expected, payload, _life).ConfigureAwait(false)
                : await remote.AddAsync(key, payload, _life).ConfigureAwait(false);
            if (isWritten)
                return;
        }

        throw new TimeoutException("The log of changes is written to by so many others that this process has no turn.");
    }
}
