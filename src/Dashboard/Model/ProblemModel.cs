namespace CacheKit;

// Problem details (RFC 9457). Code: a constant for programs.
internal sealed record ProblemModel(string Title, int Status, string Detail, string Code);
