using System.IO.MemoryMappedFiles;

namespace CacheKit.Node;

/// <summary>
/// The source of truth, which all nodes share and which never fails: rows that hold only a version, in mapped memory. One process writes
/// it.
/// </summary>
public sealed class Database : IDisposable
{
    public const int Rows = 256;

    private readonly Lock _writing = new();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _rows;

    public Database(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, mapName: null, Rows * sizeof(long));
        _rows = _file.CreateViewAccessor();
    }

    public long Read(int row) => _rows.ReadInt64(row * sizeof(long));

    /// <summary>Increments a row's version and returns the new one.</summary>
    public long Write(int row)
    {
        lock (_writing)
        {
            long version = Read(row) + 1;
            _rows.Write(row * sizeof(long), version);
            return version;
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _file.Dispose();
    }
}
