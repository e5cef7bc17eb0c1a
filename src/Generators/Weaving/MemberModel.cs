namespace CacheKit.Generators;

// A member of a parameter of an endpoint's handler that is in a tag to evict: the type of the parameter, the names of the members, and the
// code that reads them from "value".
internal sealed record MemberModel(string Type, string Path, string Code, EquatableArray<string> Warnings)
{
    public const string FileName = "TagMembers.g.cs";
}
