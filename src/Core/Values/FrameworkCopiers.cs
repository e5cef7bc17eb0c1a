using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheKit;

// Creates the copiers of framework types that are not collections.
internal static class FrameworkCopiers
{
    private static readonly Dictionary<Type, Func<object, object>> _copies = new()
    {
        [typeof(BitArray)] = static source => ((BitArray)source).Clone(),
        [typeof(CultureInfo)] = static source => source is CultureInfo { IsReadOnly: false } own ? own.Clone() : source,
        [typeof(IPAddress)] = static source => Copy((IPAddress)source),
        [typeof(IPEndPoint)] = static source => new IPEndPoint(Copy(((IPEndPoint)source).Address), ((IPEndPoint)source).Port),
        [typeof(JsonElement)] = static source =>
            source is JsonElement { ValueKind: not JsonValueKind.Undefined } element ? element.Clone() : source,
        [typeof(Lock)] = static _ => NewLock(),
        [typeof(StringBuilder)] = static source => Copy((StringBuilder)source),
    };

    public static TypeCopier? For(Type type)
    {
        if (_copies.TryGetValue(type, out Func<object, object>? copy))
            return new FunctionCopier(type, copy);
        if (type.IsAssignableTo(typeof(JsonNode)))
            return new FunctionCopier(type, static source => ((JsonNode)source).DeepClone());

        // The static addresses of the framework, such as IPAddress.Loopback, are of a read-only derived type.
        return type.IsSubclassOf(typeof(IPAddress)) && FrameworkTypes.Contains(type) ? new ReferenceCopier(type) : null;
    }

    [SuppressMessage("Performance", "CA1859:Use concrete types when possible", Justification = "The result is used as an object.")]
    private static object NewLock()
    {
#pragma warning disable CS9216 // The object is assigned to a field of type Lock, and not locked as an object.
        return new Lock();
#pragma warning restore CS9216
    }

    private static IPAddress Copy(IPAddress address)
    {
        if (address.GetType() != typeof(IPAddress))
            return address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress(address.GetAddressBytes(), address.ScopeId)
            : new IPAddress(address.GetAddressBytes());
    }

    private static StringBuilder Copy(StringBuilder text) =>
        new StringBuilder(Math.Min(text.Capacity, Math.Max(text.Length, 1)), text.MaxCapacity).Append(text);
}
