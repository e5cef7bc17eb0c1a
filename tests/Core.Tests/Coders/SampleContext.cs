using System.Text.Json.Serialization;

namespace CacheKit.Core.Tests.Coders;

[JsonSerializable(typeof(Sample))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class SampleContext : JsonSerializerContext;
