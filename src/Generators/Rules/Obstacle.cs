using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The reason why calls of a method are not woven: its kind, the parameter, type or method at fault, and a detail.
internal sealed record Obstacle(ObstacleKind Kind, ISymbol Subject, string Detail = "");
