using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Why the calls of a method are not woven: the kind, the parameter, type or method at fault, and what more there is to say of it.
internal sealed record Obstacle(ObstacleKind Kind, ISymbol Subject, string Detail = "");
