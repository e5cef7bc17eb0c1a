namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// The order in which what waits for its turn goes on. There is one step at a time, and the next one is chosen when all has come to rest.
/// </summary>
internal sealed class Schedule(IChoices choices)
{
    private const int MostSteps = 10_000;

    private readonly List<Turn> _waiting = [];
    private readonly List<int> _choices = [];
    private readonly List<string> _steps = [];

    /// <summary>Whether nothing waits: before and after the part that is explored.</summary>
    public bool IsFree { get; set; } = true;

    /// <summary>The choices that were made, one for each step with several ways to go on.</summary>
    public IReadOnlyList<int> Choices => _choices;

    public IReadOnlyList<string> Steps => _steps;

    /// <summary>Waits until this step is chosen.</summary>
    public Task PassAsync(string step) => IsFree ? Task.CompletedTask : ChooseAsync([step]);

    /// <summary>Waits until one of these steps is chosen, and tells which. It is the first one while nothing waits.</summary>
    public Task<int> ChooseAsync(params string[] steps)
    {
        if (IsFree)
            return Task.FromResult(0);

        var turn = new Turn(steps);
        _waiting.Add(turn);
        return turn.Way;
    }

    /// <summary>Takes steps until nothing waits for its turn any more.</summary>
    public async Task RunAsync()
    {
        await OneWorker.SettleAsync();
        while (_waiting.Count > 0)
        {
            if (_steps.Count == MostSteps)
                throw new Violation("It never comes to an end.");
            TakeOne();
            await OneWorker.SettleAsync();
        }
    }

    private void TakeOne()
    {
        int count = _waiting.Sum(turn => turn.Ways.Length);
        int way = count == 1 ? 0 : choices.Choose(count);
        if (count > 1)
            _choices.Add(way);

        int at = 0;
        for (; way >= _waiting[at].Ways.Length; at++)
            way -= _waiting[at].Ways.Length;
        Turn next = _waiting[at];
        _waiting.RemoveAt(at);
        _steps.Add(next.Ways[way]);
        next.Take(way);
    }
}
