namespace CacheKit.Generators;

// The receiver of a woven method. A struct is passed by "ref " or "in ", as the method requires. A test library can derive a substitute
// from an interface or an unsealed class.
internal sealed record ReceiverModel(string Name, string Type, ReceiverRole Role, string Passing, bool MayBeSubstitute)
{
    public const string IdentitySuffix = "Identity";

    public bool IsStruct => Passing.Length > 0;

    public string Field => "_" + Name;

    // The class identity, which is part of the key.
    public string Identity => Field + IdentitySuffix;
}
