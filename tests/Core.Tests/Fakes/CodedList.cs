namespace CacheKit.Core.Tests.Fakes;

/// <summary>A list that only a coder can make another one of: what is disposed of has a life of its own.</summary>
internal sealed class CodedList<T> : List<T>, IDisposable
{
    public void Dispose() => Clear();
}
