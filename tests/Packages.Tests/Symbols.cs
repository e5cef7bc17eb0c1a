using System.Reflection.Metadata;
using System.Text.Json;

namespace CacheKit.Packages.Tests;

/// <summary>
/// The source information of a portable PDB, which debuggers use
/// (https://github.com/dotnet/runtime/blob/main/docs/design/specs/PortablePdb-Metadata.md).
/// </summary>
internal sealed class Symbols : IDisposable
{
    private static readonly Guid _sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid _embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly MetadataReaderProvider _provider;
    private readonly MetadataReader _reader;

    public Symbols(byte[] pdb)
    {
        _provider = MetadataReaderProvider.FromPortablePdbImage([.. pdb]);
        _reader = _provider.GetMetadataReader();
    }

    public Guid Id => new BlobContentId(_reader.DebugMetadataHeader!.Id).Guid;

    /// <summary>The paths of the sources that are embedded in the symbols.</summary>
    public IEnumerable<string> EmbeddedSources => _reader.Documents.Where(IsEmbedded).Select(PathOf);

    /// <summary>The paths of the sources that are not embedded.</summary>
    public IEnumerable<string> OtherSources => _reader.Documents.Where(document => !IsEmbedded(document)).Select(PathOf);

    /// <summary>The source link mapping from <c>path/*</c> to an address.</summary>
    public IReadOnlyDictionary<string, string> SourceLink
    {
        get
        {
            byte[]? map = Information(EntityHandle.ModuleDefinition, _sourceLink).Select(_reader.GetBlobBytes).SingleOrDefault();
            return map is null
                ? new Dictionary<string, string>()
                : JsonDocument.Parse(map).RootElement.GetProperty("documents").Deserialize<Dictionary<string, string>>()!;
        }
    }

    public void Dispose() => _provider.Dispose();

    private bool IsEmbedded(DocumentHandle document) => Information(document, _embeddedSource).Any();

    private string PathOf(DocumentHandle document) => _reader.GetString(_reader.GetDocument(document).Name);

    private IEnumerable<BlobHandle> Information(EntityHandle of, Guid kind) =>
        from handle in _reader.GetCustomDebugInformation(of)
        let information = _reader.GetCustomDebugInformation(handle)
        where _reader.GetGuid(information.Kind) == kind
        select information.Value;
}
