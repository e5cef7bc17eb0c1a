using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.Conformance.Model;

/// <summary>Random sequences of operations on a few keys, some of which are prefixes or patterns of others.</summary>
internal static class Operations
{
    public static readonly string[] Keys = ["a", "ab", "a*", "b:1", "b:2", "B:1"];

    private static readonly string[] _prefixes = ["a", "a*", "b:", "B", "c", ""];
    private static readonly string[] _payloads = ["", "x", "y", "a longer payload"];

    private static readonly TimeSpan?[] _shortLives =
        [null, TimeSpan.FromSeconds(-1), TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)];

    private static readonly TimeSpan[] _waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(29), TimeSpan.FromMinutes(4)];

    // With the store's own clock, no entry may expire during a sequence, since the result would depend on timing.
    private static readonly TimeSpan?[] _longLives = [null, TimeSpan.FromSeconds(-1), TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromDays(60)];

    /// <summary>Generates and shrinks sequences.</summary>
    /// <param name="withTime">Whether time passes between the operations.</param>
    /// <param name="withClears">Whether any prefix is cleared.</param>
    /// <param name="withBatches">Whether there are operations on many keys.</param>
    /// <param name="adds">Whether these include adds.</param>
    public static Arbitrary<Operation[]> Sequences(bool withTime, bool withClears, bool withBatches, bool adds)
    {
        Gen<string[]> someKeys = Gen.Elements(Keys).ArrayOf().Select(keys => keys.Distinct().ToArray());
        Gen<Operation> setMany =
            from keys in someKeys
            from payload in Gen.Elements(_payloads)
            from life in Gen.Elements(withTime ? _shortLives : _longLives)
            select (Operation)new Operation.SetMany(keys, payload, life);
        Gen<Operation> addMany =
            from keys in someKeys
            from payload in Gen.Elements(_payloads)
            select (Operation)new Operation.AddMany(keys, payload);
        Gen<Operation> getMany = someKeys.Select(keys => (Operation)new Operation.GetMany(keys));
        Gen<Operation> removeMany = someKeys.Select(keys => (Operation)new Operation.RemoveMany(keys));
        Gen<Operation> set =
            from key in Gen.Elements(Keys)
            from payload in Gen.Elements(_payloads)
            from life in Gen.Elements(withTime ? _shortLives : _longLives)
            select (Operation)new Operation.Set(key, payload, life);
        Gen<Operation> get = Gen.Elements(Keys).Select(key => (Operation)new Operation.Get(key));
        Gen<Operation> remove = Gen.Elements(Keys).Select(key => (Operation)new Operation.Remove(key));
        Gen<Operation> clear = Gen.Elements(_prefixes).Select(prefix => (Operation)new Operation.Clear(prefix));
        Gen<Operation> wait = Gen.Elements(_waits).Select(time => (Operation)new Operation.Wait(time));

        int batches = withBatches ? 2 : 0;
        return Gen.Frequency(
            (6, set), (4, get), (2, remove), (withClears ? 1 : 0, clear), (withTime ? 2 : 0, wait),
            (batches, setMany), (batches, getMany), (batches / 2, removeMany), (adds ? batches : 0, addMany)).ToArbitrary().Array();
    }
}
