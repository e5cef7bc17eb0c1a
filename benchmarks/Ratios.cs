using System.Globalization;

namespace CacheKit.Benchmarks;

// Adds what was measured to the list of which run.sh makes its table, in the file that CACHEKIT_RATIOS names.
internal static class Ratios
{
    private static readonly string? _file = Environment.GetEnvironmentVariable("CACHEKIT_RATIOS");

    // Of CacheKit to a rival in the same run: of times or of bytes, so that less is better.
    public static void Add(string what, string size, double ratio, string rival)
    {
        if (_file is not null)
            File.AppendAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{ratio:F2}\t{what}\t{size}\t{rival}\n"));
    }
}
