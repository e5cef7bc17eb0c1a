using Microsoft.AspNetCore.Components;

namespace Board.Components;

public partial class Home(Notices notices) : ComponentBase
{
    private string _text = "";

    protected override async Task OnInitializedAsync() => _text = await notices.ReadAsync("home");

    public async Task Post()
    {
        notices.Post("home", "a notice");
        _text = await notices.ReadAsync("home");
    }
}
