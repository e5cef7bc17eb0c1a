namespace CacheKit;

internal sealed class PriorityQueueCopier<TElement, TPriority>() : TypeCopier(typeof(PriorityQueue<TElement, TPriority>))
{
    public override bool IsRebuilt => true;

    public override object? Begin(object source, CopyPass pass) =>
        new PriorityQueue<TElement, TPriority>(((PriorityQueue<TElement, TPriority>)source).Comparer);

    public override void BeginElements(object source, CopyPass pass)
    {
        TypeCopier? elementCopier = null;
        TypeCopier? priorityCopier = null;
        foreach ((TElement element, TPriority priority) in ((PriorityQueue<TElement, TPriority>)source).UnorderedItems)
        {
            Slot<TElement>.Copy(element, pass, ref elementCopier);
            Slot<TPriority>.Copy(priority, pass, ref priorityCopier);
        }
    }

    public override void Complete(object copy, object source, CopyPass pass)
    {
        TypeCopier? elementCopier = null;
        TypeCopier? priorityCopier = null;
        var queue = (PriorityQueue<TElement, TPriority>)copy;
        foreach ((TElement element, TPriority priority) in ((PriorityQueue<TElement, TPriority>)source).UnorderedItems)
            queue.Enqueue(Slot<TElement>.Copy(element, pass, ref elementCopier), Slot<TPriority>.Copy(priority, pass, ref priorityCopier));
    }
}
