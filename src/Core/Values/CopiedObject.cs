namespace CacheKit;

// An object of a graph, with its copy.
internal record struct CopiedObject
{
    public object Source { get; set; }

    public object Copy { get; set; }

    public TypeCopier Copier { get; set; }

    public int Depth { get; set; }

    // The number of the next object in the same bucket, from 1; 0: none.
    public int Next { get; set; }
}
