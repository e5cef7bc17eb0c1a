namespace CacheKit;

// Recognizes types of .NET and of Microsoft's packages, whose private fields may change with any version.
internal static class FrameworkTypes
{
    private static readonly string[] _names = ["System", "Microsoft", "mscorlib", "netstandard", "WindowsBase", "PresentationCore"];

    public static bool Contains(Type type)
    {
        ReadOnlySpan<char> assembly = type.Assembly.GetName().Name;
        int dot = assembly.IndexOf('.');
        ReadOnlySpan<char> first = dot < 0 ? assembly : assembly[..dot];
        foreach (string name in _names)
        {
            if (first.SequenceEqual(name))
                return true;
        }

        return false;
    }
}
