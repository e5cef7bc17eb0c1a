using System.Runtime.CompilerServices;

namespace CacheKit.Weaving;

// The tickets of several calls, on the stack.
[InlineArray(Length)]
internal struct TicketBlock
{
    public const int Length = 16;

    private ValueTicket _first;
}
