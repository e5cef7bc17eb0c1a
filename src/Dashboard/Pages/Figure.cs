using System.Globalization;

namespace CacheKit;

// Numbers as text. Assets/format.js has the same rules.
internal static class Figure
{
    public const string None = "–";

    private static readonly (string Unit, double Size)[] _bytes = [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];

    public static string Count(long? count) => count is { } number ? Text(number, "N0") : None;

    // 0.9734 is 97.3 %. A ratio below one never reads 100 %.
    public static string Ratio(double? ratio) => ratio is { } part ? Text(Math.Floor(part * 1000) / 10, "0.0") + " %" : None;

    public static string Bytes(long? bytes)
    {
        if (bytes is not { } number)
            return None;
        foreach ((string unit, double size) in _bytes)
        {
            if (number >= size)
                return $"{Digits(number / size)} {unit}";
        }

        return Text(number, "0") + " B";
    }

    // A duration in seconds.
    public static string Duration(double? seconds) => seconds switch
    {
        null => None,
        < 0.001 => Text(Math.Max(0, seconds.Value) * 1000, "0.00") + " ms",
        < 1 => Digits(seconds.Value * 1000) + " ms",
        < 60 => Digits(seconds.Value) + " s",
        _ => Life(seconds),
    };

    // A time to live in seconds, of which nobody needs the fractions.
    public static string Life(double? seconds)
    {
        if (seconds is not { } left)
            return "never expires";

        long whole = (long)Math.Max(0, left);
        return whole switch
        {
            < 60 => Text(whole, "0") + " s",
            < 3_600 => Parts(whole, 60, "min", 1, "s"),
            < 86_400 => Parts(whole, 3_600, "h", 60, "min"),
            _ => Parts(whole, 86_400, "d", 3_600, "h"),
        };
    }

    private static string Parts(long seconds, long size, string unit, long restSize, string restUnit)
    {
        long rest = seconds % size / restSize;
        string first = Text(seconds / size, "0") + " " + unit;
        return rest == 0 ? first : $"{first} {Text(rest, "0")} {restUnit}";
    }

    private static string Digits(double number) => Text(number, number < 9.95 ? "0.0" : "0");

    private static string Text<T>(T number, string format)
        where T : IFormattable => number.ToString(format, CultureInfo.InvariantCulture);
}
