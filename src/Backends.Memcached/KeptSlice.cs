namespace CacheKit;

/// <summary>A slice that later pages of the same walk use.</summary>
/// <param name="Number">A random number, which the cursors of these pages contain.</param>
/// <param name="Server">The index of the server.</param>
/// <param name="Prefix">The prefix of the keys.</param>
/// <param name="Slice">The items.</param>
internal sealed record KeptSlice(uint Number, int Server, string Prefix, KeySlice Slice);
