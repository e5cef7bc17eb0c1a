namespace System.Runtime.CompilerServices;

// The compiler asks for it where records are used, and netstandard2.0 has none.
internal static class IsExternalInit;
