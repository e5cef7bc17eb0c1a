namespace CacheKit.Conformance.Model;

/// <summary>A step of a generated sequence. A failure prints its text.</summary>
internal abstract record Operation
{
    public sealed record Set(string Key, string Payload, TimeSpan? Life) : Operation
    {
        public override string ToString() => $"set {Key} = '{Payload}' {(Life is { } life ? $"for {life}" : "for ever")}";
    }

    public sealed record SetMany(string[] Keys, string Payload, TimeSpan? Life) : Operation
    {
        public override string ToString() => $"set {string.Join(", ", Keys)} = '{Payload}' {(Life is { } life ? $"for {life}" : "for ever")}";
    }

    public sealed record AddMany(string[] Keys, string Payload) : Operation
    {
        public override string ToString() => $"add {string.Join(", ", Keys)} = '{Payload}'";
    }

    public sealed record RemoveMany(string[] Keys) : Operation
    {
        public override string ToString() => $"remove {string.Join(", ", Keys)}";
    }

    public sealed record GetMany(string[] Keys) : Operation
    {
        public override string ToString() => $"get {string.Join(", ", Keys)}";
    }

    public sealed record Get(string Key) : Operation
    {
        public override string ToString() => $"get {Key}";
    }

    public sealed record Remove(string Key) : Operation
    {
        public override string ToString() => $"remove {Key}";
    }

    public sealed record Clear(string Prefix) : Operation
    {
        public override string ToString() => $"clear '{Prefix}'";
    }

    public sealed record Wait(TimeSpan Time) : Operation
    {
        public override string ToString() => $"wait {Time}";
    }
}
