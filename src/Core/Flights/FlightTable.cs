using System.Numerics;
using System.Runtime.InteropServices;

namespace CacheKit;

// Flights by key, in several dictionaries, so that threads seldom wait for each other. They keep their room when flights end: a concurrent
// dictionary would allocate a node for every miss.
internal sealed class FlightTable
{
    private const int MaxParts = 64;

    // The end of a key is the part in which keys differ most.
    private const int HashedLength = sizeof(ulong) / sizeof(char);

    private readonly Dictionary<string, Flight>[] _parts =
        new Dictionary<string, Flight>[BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MaxParts))];

    public FlightTable()
    {
        foreach (ref Dictionary<string, Flight> part in _parts.AsSpan())
            part = new Dictionary<string, Flight>(StringComparer.Ordinal);
    }

    public Flight? Find(string key)
    {
        Dictionary<string, Flight> part = PartOf(key);
        lock (part)
            return part.GetValueOrDefault(key);
    }

    // False if the key has a flight.
    public bool TryAdd(string key, Flight flight)
    {
        Dictionary<string, Flight> part = PartOf(key);
        lock (part)
            return part.TryAdd(key, flight);
    }

    // False if the key has another flight, or none.
    public bool TryReplace(string key, Flight flight, Flight by)
    {
        Dictionary<string, Flight> part = PartOf(key);
        lock (part)
        {
            bool isHeld = part.GetValueOrDefault(key) == flight;
            if (isHeld)
                part[key] = by;
            return isHeld;
        }
    }

    // Does nothing if the key has another flight.
    public void Remove(string key, Flight flight)
    {
        Dictionary<string, Flight> part = PartOf(key);
        lock (part)
        {
            if (part.Remove(key, out Flight? held) && held != flight)
                part.Add(key, held);
        }
    }

    // A caller may add and remove flights meanwhile.
    public IEnumerable<(string Key, Flight Flight)> All()
    {
        foreach (Dictionary<string, Flight> part in _parts)
        {
            KeyValuePair<string, Flight>[] held;
            lock (part)
                held = part.Count == 0 ? [] : [.. part];
            foreach ((string key, Flight flight) in held)
                yield return (key, flight);
        }
    }

    // Multiplies by 2 to the 64th divided by the golden ratio, which spreads the differences over the highest bits.
    private Dictionary<string, Flight> PartOf(string key)
    {
        ulong end = key.Length < HashedLength ? 0 : MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(key.AsSpan(key.Length - HashedLength)));
        return _parts[(int)((end * 0x9E3779B97F4A7C15) >> 58) & (_parts.Length - 1)];
    }
}
