using System.Globalization;

namespace CacheKit;

// A duration in configuration: "00:05:00", or a number with a unit, such as "5m".
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] _units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    // A number without a unit is refused: TimeSpan would read it as days, and its author meant seconds.
    public static bool TryParse(string text, out TimeSpan duration)
    {
        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration))
            return text.Contains(':');

        foreach ((string unit, TimeSpan length) in _units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) && IsNumber(text[..^unit.Length], out double number)
                && Math.Abs(number) * length.Ticks < TimeSpan.MaxValue.Ticks)
            {
                duration = number * length;
                return true;
            }
        }

        return false;
    }

    private static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
