#pragma warning disable CA1002, CA1711, IDE0044, IDE0052, CS0414 // These types are made as users make them, faults included.
using System.Text.Json.Serialization;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Types of values that JSON alters, and of some that it does not.</summary>
internal static class Models
{
    internal class Animal
    {
        public string Name { get; set; } = "";
    }

    internal sealed class Dog : Animal
    {
        public int Tricks { get; set; }
    }

    internal sealed class Kennel
    {
        public Animal Head { get; set; } = new();
    }

    internal sealed class Entity
    {
        public int Id { get; private set; }

        public string Name { get; set; } = "";

        public static Entity Of(int id, string name) => new() { Id = id, Name = name };
    }

    internal sealed class Hidden
    {
        [JsonIgnore]
        public List<int> Lines { get; set; } = [];
    }

    internal sealed class GetOnly
    {
        public List<int> Lines { get; } = [];
    }

    internal sealed class Domain
    {
        private readonly List<int> _lines = [];

        public IReadOnlyList<int> Lines => _lines;

        public void Add(int line) => _lines.Add(line);
    }

    internal sealed class Page : List<int>
    {
        public int Total { get; set; }
    }

    internal sealed class Purse(decimal amount)
    {
        public decimal Amount { get; } = amount * 2;
    }

    internal sealed class Account
    {
        private decimal _balance;

        public string Owner { get; set; } = "";

        public void Pay(decimal amount) => _balance += amount;

        public decimal GetBalance() => _balance;
    }

    internal sealed class Memo
    {
        private string? _text;
        private int[]? _parts;

        [NonSerialized]
        private int _reads;

        public int Number { get; set; }

        [JsonIgnore]
        public string Text => _text ??= $"number {Number}";

        public int Read()
        {
            _parts ??= [Number];
            return ++_reads + Text.Length;
        }
    }

    internal sealed class Node
    {
        public Node? Next { get; set; }
    }

    internal interface IShape
    {
        int Sides { get; }
    }

    internal abstract class Figure
    {
        public int Sides { get; set; }
    }

    internal sealed class Square : Figure, IShape;

    internal sealed record Order(int Id, IReadOnlyList<Line> Lines, IReadOnlyDictionary<string, decimal> Prices, DateTimeOffset? Paid);

    internal sealed record Line(string Product, decimal Price, object? Note = null);
}
