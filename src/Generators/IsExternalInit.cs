namespace System.Runtime.CompilerServices;

// Required by the compiler for records, and missing in netstandard2.0.
internal static class IsExternalInit;
