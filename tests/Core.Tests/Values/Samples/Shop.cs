using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace CacheKit.Core.Tests.Values.Samples;

/// <summary>Types as applications have them, most of which JSON changes.</summary>
internal static class Shop
{
    public static List<Customer> Customers()
    {
        var reader = new Customer("a reader");
        var grace = new Customer("Grace");
        reader.Buy("a lamp", reader, grace);
        grace.Buy("a chair", grace);
        return [reader, grace];
    }

    public static Chain ChainOf(int length)
    {
        Chain? chain = null;
        for (var number = 0; number < length; number++)
            chain = new Chain { Number = number, Next = chain };
        return chain!;
    }

    public sealed class Account
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public List<string> Roles { get; init; } = [];

        public Address? Home { get; set; }
    }

    public sealed class Address
    {
        public string? Street { get; set; }

        public decimal? Size { get; set; }
    }

    public sealed class Entity
    {
        private readonly List<string> _hidden = [];
        private readonly object _lock = new();
        private readonly Lock _gate = new();

        public int Id { get; private set; }

        [JsonIgnore]
        public List<string> Ignored { get; } = [];

        public IReadOnlyList<string> ReadOnly => _hidden;

        public List<int> GetOnly { get; } = [];

        public static Entity Create(int id)
        {
            var entity = new Entity { Id = id };
            entity.Ignored.Add("ignored");
            entity.GetOnly.Add(id);
            lock (entity._lock)
            {
                lock (entity._gate)
                    entity._hidden.Add("hidden");
            }

            return entity;
        }
    }

    public abstract class Animal
    {
        public string? Name { get; set; }
    }

    public class Dog : Animal
    {
        private int _tricks = 3;

        public List<string> Toys { get; set; } = [];

        public int Learn() => ++_tricks;
    }

    public sealed class Puppy : Dog
    {
        public int Weeks { get; init; }
    }

    public interface ICatalog
    {
        IList<Animal> Animals { get; }
    }

    public sealed class Catalog : ICatalog
    {
        public IList<Animal> Animals { get; } = [];
    }

    public sealed class Page<T> : List<T>
    {
        public int Total { get; set; }

        public List<string> Notes { get; } = [];
    }

    public sealed class Settings : Dictionary<string, List<int>>
    {
        public Settings()
            : base(StringComparer.OrdinalIgnoreCase)
        {
        }

        public string? Origin { get; set; }
    }

    public sealed class Tags : HashSet<string>
    {
        public bool IsSealed { get; set; }
    }

    public sealed class History : Stack<Address>
    {
        public int Limit { get; set; }
    }

    public sealed class Waiting : Queue<Address>
    {
        public int Limit { get; set; }
    }

    public sealed class Lines : Collection<Address>
    {
        public int Limit { get; set; }
    }

    public sealed class ByStreet : KeyedCollection<string, Address>
    {
        protected override string GetKeyForItem(Address item) => item.Street!;
    }

    public sealed class Customer(string name)
    {
        private readonly List<Purchase> _purchases = [];

        public string Name { get; set; } = name;

        public IReadOnlyCollection<Purchase> Purchases => _purchases;

        public void Buy(string what, params List<Customer> payers)
        {
            var purchase = new Purchase { What = what, Buyer = this, Payers = payers };
            _purchases.Add(purchase);
        }
    }

    public sealed class Purchase
    {
        public string? What { get; set; }

        public Customer? Buyer { get; set; }

        public ICollection<Customer> Payers { get; set; } = [];
    }

    public sealed class Chain
    {
        public int Number { get; set; }

        public Chain? Next { get; set; }
    }

    // The constructor changes its argument, and no property has its name.
    public sealed class Price(decimal net)
    {
        public decimal Gross { get; set; } = net * 1.2m;

        public List<decimal> Parts { get; } = [net];
    }

    public record Open(string Name, Open? Inner);

    public sealed record Closed(string Name, int Number) : Open(Name, null);

    public sealed record Order(int Id, List<string> Lines, IReadOnlyDictionary<string, object?> Attributes);

    public struct Point
    {
        public int X { get; set; }

        public List<int>? Trace { get; set; }
    }

    public sealed class Places
    {
        public Point Here { get; set; }

        public Point? There { get; set; }

        public (int Number, List<Point> Points) Pair { get; set; }

        public Memory<byte> Bytes { get; set; }

        public ArraySegment<int> Part { get; set; }
    }

    public sealed class Key
    {
        public string? Text { get; set; }

        public HashSet<int> Numbers { get; } = [];

        public override bool Equals(object? obj) => obj is Key other && other.Text == Text && Numbers.SetEquals(other.Numbers);

        public override int GetHashCode() => Numbers.Sum() + (Text?.Length ?? 0);
    }

    public sealed class Holder<T>
    {
        public T? Value { get; set; }
    }

    [InlineArray(2)]
    public struct Two
    {
        private List<int>? _first;
    }

    public sealed class Mixed : Dictionary<Key, int>
    {
    }
}
