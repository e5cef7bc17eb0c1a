using Microsoft.Extensions.Logging;

namespace CacheKit;

// The keys that are cached. Values of other keys are computed for each call, as by Microsoft's implementation.
internal sealed class KeyRules(int maximumLength, ILogger logger)
{
    private const char LastControlCharacter = '\u001F';

    private int _hasWarned;

    public bool IsValid(ReadOnlySpan<char> key)
    {
        if (key.Length <= maximumLength && !key.ContainsAnyInRange('\0', LastControlCharacter) && !key.IsWhiteSpace())
            return true;

        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            logger.KeyNotCached(ProblemOf(key));
        return false;
    }

    private string ProblemOf(ReadOnlySpan<char> key) => key.IsWhiteSpace() ? "is empty or white space"
        : key.Length > maximumLength
            ? $"has {key.Length} characters, and {nameof(CacheKitHybridCacheOptions.MaximumKeyLength)} is {maximumLength}"
        : "contains a control character";
}
