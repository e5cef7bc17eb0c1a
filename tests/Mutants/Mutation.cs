using Microsoft.CodeAnalysis;

namespace CacheKit.Mutants;

/// <summary>A place in the code that can be changed, and how.</summary>
/// <param name="Node">The original code.</param>
/// <param name="Change">Makes the text that has both, from the text of the original and a condition that is true while the mutant is on.</param>
/// <param name="Description">What the mutant does, for the report.</param>
internal sealed record Mutation(SyntaxNode Node, Func<string, string, string> Change, string Description);
