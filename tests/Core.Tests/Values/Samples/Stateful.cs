using System.ComponentModel;

namespace CacheKit.Core.Tests.Values.Samples;

/// <summary>Types whose objects are more than their data: they have an identity, an event, a finalizer, a resource or a handle.</summary>
internal static class Stateful
{
    // Its objects are compared by reference.
    public sealed class Status
    {
        public static readonly Status Active = new("active");

        private readonly string _name;
        private int _uses;

        private Status(string name)
        {
            _name = name;
        }

        public int Use() => ++_uses;

        public override string ToString() => _name;
    }

    public sealed class Sample
    {
        public static readonly Sample Default = new();

        public int Number { get; set; }
    }

    public sealed class WithStatus
    {
        public Status? Status { get; set; }
    }

    public sealed class Observed : INotifyPropertyChanged
    {
        public event PropertyChangedEventHandler? PropertyChanged;

        public string? Name
        {
            get;
            set
            {
                field = value;
                PropertyChanged?.Invoke(this, new PropertyChangedEventArgs(nameof(Name)));
            }
        }
    }

    public sealed class Finalized
    {
        public List<int> Numbers { get; } = [];

        ~Finalized() => Numbers.Clear();
    }

    public sealed class Held : IDisposable
    {
        public int Number { get; set; }

        public void Dispose()
        {
        }
    }

    public sealed class Pointed
    {
        public nint Handle { get; set; }
    }

    public sealed class Unprepared
    {
        private static readonly Unprepared _first = Fail();

        private Unprepared()
        {
        }

        public static Unprepared First => _first;

        public int Number { get; set; }

        public static Unprepared New(int number) => new() { Number = number };

        private static Unprepared Fail() => throw new InvalidOperationException("It has no first instance.");
    }
}
