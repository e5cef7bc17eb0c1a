namespace CacheKit;

// Appends to the change log. Changes that arrive during a write are written together by the next one.
internal sealed class ChangeLogWriter(IConditionalBackend remote, string key)
{
    private const int Attempts = 30;

    // A log expires when no process has written to it for this time.
    private static readonly TimeSpan _life = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private List<LoggedChange> _waiting = [];
    private TaskCompletionSource _next = NewSource();
    private bool _isWriting;

    // Completes when the log contains the change; fails if it could not be written.
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
            // Another process may win the conditional write, so each retry waits for a random and growing time.
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

        throw new TimeoutException("The change log could not be written, because other processes kept writing to it at the same time.");
    }
}
