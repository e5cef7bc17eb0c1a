namespace CacheKit.Weaving.Tests.Functions;

// A struct that changes itself.
internal struct Counter : ICounter
{
    public int Value { get; private set; }

    public void Add(int number) => Value += number;

#pragma warning disable CK0027 // What is tested.
    public static int AddTo<T>(T counter)
        where T : ICounter
    {
        counter.Add(5);
        return counter.Value;
    }
#pragma warning restore CK0027
}
