using System.Reflection;

namespace CacheKit;

// Replaces the value of a field in a cloned object by a copy.
internal sealed class FieldCopier(FieldInfo field)
{
    private readonly bool _isStruct = field.FieldType.IsValueType;
    private TypeCopier? _copier;

    public void Replace(object owner, CopyPass pass)
    {
        if (field.GetValue(owner) is not { } held)
            return;

        // Another thread may change the shared field to the copier of a different type, so a local variable is used.
        TypeCopier? copier = _copier;
        object copy = _isStruct ? pass.CopyBoxed(held) : pass.Copy(held, ref copier);
        _copier = copier;
        if (!ReferenceEquals(copy, held))
            field.SetValue(owner, copy);
    }
}
