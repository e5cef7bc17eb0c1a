using System.Reflection;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

/// <summary>The sample NativeAot, published once per run as a native program.</summary>
[SetUpFixture]
internal sealed class NativeProgram
{
    private static readonly string _folder = Path.Combine(Path.GetTempPath(), $"cachekit-native-{Guid.NewGuid():N}");
    private static readonly Lazy<Task<string>> _published = new(PublishAsync);

    /// <summary>Starts the program. The first call waits until it is published.</summary>
    public static async Task<Application> StartAsync(params string[] arguments)
    {
        await _published.Value;
        return await Application.StartAsync(Path.Combine(_folder, OperatingSystem.IsWindows() ? "NativeAot.exe" : "NativeAot"), arguments);
    }

    [OneTimeTearDown]
    public static void Delete()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    // The project turns warnings of the trimmer and the native compiler into errors. What they find does not depend on optimization and on
    // debug symbols, which cost most of its time after the analysis. The referenced projects were built with these tests.
    private static Task<string> PublishAsync()
    {
        if (OperatingSystem.IsLinux() && !HasLinker("gcc"))
            _ = Requirement.Program("clang", "It links native programs: apt-get install clang zlib1g-dev, or run ./test.sh.");
        string configuration = typeof(NativeProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return DotnetCommand.RunAsync(
            Sample.Folder("NativeAot"), "publish", "-c", configuration, "-o", _folder,
            "-p:BuildProjectReferences=false", "-p:Optimize=false", "-p:NativeDebugSymbols=false");
    }

    private static bool HasLinker(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));
}
