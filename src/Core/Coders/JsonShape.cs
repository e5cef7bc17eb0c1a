using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CacheKit;

// Describes the JSON of a type as text, for its fingerprint: the names, types, nullability and requirements of members at any depth, the
// members of enums and their format, converters and derived types. The order of members and the names of classes are not included.
//
//   shape      leaf | any | enum | list | dictionary | object | "#" index of an earlier object | "?" shape
//   list       "[" shape "]"
//   dictionary "<" key "," shape ">"
//   object     "{" member... "}", ordered by name
//   member     length ":" name flags shape
internal sealed class JsonShape
{
    private const string Version = "1";

    private readonly JsonSerializerOptions _options;
    private readonly StringBuilder _text = new(Version);
    private readonly Dictionary<Type, int> _objects = [];
    private bool _canChange;

    private JsonShape(JsonSerializerOptions options)
    {
        _options = options;
        if (options.ReferenceHandler is { } references)
            _text.Append(references.GetType());
    }

    // Null for a type whose JSON no other version can misread: numbers, strings, times, and lists of them.
    public static uint? FingerprintOf(JsonTypeInfo contract)
    {
        var shape = new JsonShape(contract.Options);
        shape.Append(contract);
        if (!shape._canChange)
            return null;

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(shape._text.ToString()));
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    private void Append(Type type)
    {
        // Encoding fails for a member whose type has no contract, but only if it has a value.
        JsonTypeInfo? contract = null;
        try
        {
            contract = _options.GetTypeInfo(type);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            AppendChanging(type.ToString());
        }

        if (contract is not null)
            Append(contract);
    }

    private void Append(JsonTypeInfo contract)
    {
        Type type = contract.Type;
        if (Nullable.GetUnderlyingType(type) is { } underlying && IsBuiltIn(contract.Converter))
        {
            _text.Append('?');
            Append(underlying);
            return;
        }

        if (contract.PolymorphismOptions is { } polymorphism && !_objects.ContainsKey(type))
            Append(polymorphism, type);
        if (IsAny(type))
            AppendChanging("any");
        else if (!IsBuiltIn(contract.Converter))
            AppendChanging($"{type} by {contract.Converter.GetType()}");
        else if (type.IsEnum)
            AppendEnum(type, contract);
        else
            AppendByKind(contract);
    }

    private void AppendByKind(JsonTypeInfo contract)
    {
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.Enumerable:
                _text.Append('[');
                Append(contract.ElementType ?? typeof(object));
                _text.Append(']');
                break;
            case JsonTypeInfoKind.Dictionary:
                AppendChanging("<");
                Append(contract.KeyType ?? typeof(string));
                _text.Append(',');
                Append(contract.ElementType ?? typeof(object));
                _text.Append('>');
                break;
            case JsonTypeInfoKind.Object:
                AppendObject(contract);
                break;
            default:
                _text.Append(contract.Type);
                break;
        }
    }

    private void AppendObject(JsonTypeInfo contract)
    {
        _canChange = true;
        if (!_objects.TryAdd(contract.Type, _objects.Count))
        {
            _text.Append(CultureInfo.InvariantCulture, $"#{_objects[contract.Type]}");
            return;
        }

        _text.Append('{');
        foreach (JsonPropertyInfo member in contract.Properties.OrderBy(member => member.Name, StringComparer.Ordinal))
            AppendMember(member);
        _text.Append('}');
    }

    private void AppendMember(JsonPropertyInfo member)
    {
        JsonParameterInfo? parameter = member.AssociatedParameter;
        bool isRead = member.Set is not null || parameter is not null;
        if (member.Get is null && !isRead)
            return;

        AppendName(member.Name);
        _text.Append(member.IsRequired ? '!' : ' ');
        _text.Append(member.Get is null ? '-' : member.IsGetNullable ? 'n' : 'g');
        _text.Append(!isRead ? '-' : parameter?.IsNullable ?? member.IsSetNullable ? 'n' : 's');
        _text.Append(member.IsExtensionData ? 'x' : ' ');
        if (member.CustomConverter is { } converter)
            AppendChanging($"{converter.GetType()} ");
        if (member.CustomConverter is null)
            Append(member.PropertyType);
        else if (member.PropertyType.IsEnum)
            AppendEnum(member.PropertyType, contract: null);
        else
            _text.Append(member.PropertyType);
    }

    // Without a contract the converter determines the format of the values.
    private void AppendEnum(Type type, JsonTypeInfo? contract)
    {
        AppendChanging("enum(");
        string[] names = Enum.GetNames(type);
        Array.Sort(names, StringComparer.Ordinal);
        foreach (string name in names)
        {
            object value = Enum.Parse(type, name);
            AppendName(name);
            _text.Append(CultureInfo.InvariantCulture, $"={Enum.Format(type, value, "D")}");
            if (contract is not null)
                _text.Append('=').Append(JsonSerializer.Serialize(value, contract));
        }

        _text.Append(')');
    }

    private void Append(JsonPolymorphismOptions polymorphism, Type type)
    {
        AppendName(polymorphism.TypeDiscriminatorPropertyName);
        IEnumerable<JsonDerivedType> types = polymorphism.DerivedTypes;
        foreach (JsonDerivedType derived in types.OrderBy(type => $"{type.TypeDiscriminator}", StringComparer.Ordinal))
        {
            AppendName(string.Create(CultureInfo.InvariantCulture, $"{derived.TypeDiscriminator}"));
            if (derived.DerivedType != type)
                Append(derived.DerivedType);
        }
    }

    private void AppendName(string name) => _text.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}");

    private void AppendChanging(string text)
    {
        _canChange = true;
        _text.Append(text);
    }

    // Their JSON may be an object whose members no type declares.
    private static bool IsAny(Type type) =>
        type == typeof(object) || type == typeof(JsonElement) || type == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(type);

    private static bool IsBuiltIn(JsonConverter converter) => converter.GetType().Assembly == typeof(JsonSerializer).Assembly;
}
