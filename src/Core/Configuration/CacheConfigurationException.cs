using Microsoft.Extensions.Options;

namespace CacheKit;

// All problems of the configuration of one cache or of several.
internal sealed class CacheConfigurationException(string? cache, IReadOnlyList<string> problems)
    : OptionsValidationException(cache ?? Microsoft.Extensions.Options.Options.DefaultName, typeof(CacheOptions), problems)
{
    public override string Message => problems.Count == 1
        ? $"The configuration of CacheKit is wrong: {problems[0]}"
        : $"The configuration of CacheKit has {problems.Count} problems:{string.Concat(problems.Select(problem => $"\n- {problem}"))}";
}
