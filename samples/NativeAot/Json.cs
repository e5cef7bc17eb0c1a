using System.Text.Json;
using System.Text.Json.Serialization;

namespace NativeAot;

// All types that responses and cache entries contain.
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(UserGreeting))]
[JsonSerializable(typeof(Draw))]
[JsonSerializable(typeof(Moment))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(Price))]
[JsonSerializable(typeof(Sum))]
[JsonSerializable(typeof(Clearing))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(long))]
internal sealed partial class Json : JsonSerializerContext;
