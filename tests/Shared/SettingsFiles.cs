using System.Runtime.CompilerServices;

namespace CacheKit;

/// <summary>
/// Applications of the tests do not watch their settings files: a user may have 128 watchers on Linux, and several projects start their
/// applications at once.
/// </summary>
internal static class SettingsFiles
{
    [ModuleInitializer]
    internal static void DoNotWatch() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
