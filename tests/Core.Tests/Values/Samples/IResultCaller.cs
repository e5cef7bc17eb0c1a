namespace CacheKit.Core.Tests.Values.Samples;

/// <summary>A way to have a value cached, and to get it again.</summary>
internal interface IResultCaller
{
    ValueTask<T> CallAsync<T>(string name, Func<T> create);
}
