using System.Reflection;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

/// <summary>The sample NativeAot, published once a run as the program of machine code that it is.</summary>
[SetUpFixture]
internal sealed class NativeProgram
{
    private static readonly string _folder = Path.Combine(Path.GetTempPath(), $"cachekit-native-{Guid.NewGuid():N}");
    private static readonly Lazy<Task<string>> _published = new(PublishAsync);

    /// <summary>Starts it. Whoever does so first waits for the compiler.</summary>
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

    // A warning of the trimmer or of the native compiler fails it: the project asks for that.
    private static Task<string> PublishAsync()
    {
        string configuration = typeof(NativeProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return DotnetCommand.RunAsync(Sample.Folder("NativeAot"), "publish", "-c", configuration, "-o", _folder);
    }
}
