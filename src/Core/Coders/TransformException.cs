namespace CacheKit;

// A transform could not restore a payload.
internal sealed class TransformException(IPayloadTransform transform, Exception exception)
    : Exception($"{transform.GetType().Name} could not restore a payload: {exception.Message}", exception)
{
    public IPayloadTransform Transform => transform;
}
