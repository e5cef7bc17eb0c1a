using System.Reflection;

namespace CacheKit;

// A field of an object that was cloned.
internal sealed class FieldCopier(FieldInfo field)
{
    private readonly bool _isStruct = field.FieldType.IsValueType;
    private TypeCopier? _copier;

    public void Replace(object owner, CopyPass pass)
    {
        if (field.GetValue(owner) is not { } held)
            return;

        // Others may use another copier at the time; each takes the one of its object.
        TypeCopier? copier = _copier;
        object copy = _isStruct ? pass.CopyBoxed(held) : pass.Copy(held, ref copier);
        _copier = copier;
        if (!ReferenceEquals(copy, held))
            field.SetValue(owner, copy);
    }
}
