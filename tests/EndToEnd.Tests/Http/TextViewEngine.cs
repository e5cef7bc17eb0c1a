using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewEngines;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Finds a view for each name, which writes its model, or the TempData value that a model with a leading colon names.</summary>
internal sealed class TextViewEngine : IViewEngine
{
    public ViewEngineResult FindView(ActionContext context, string viewName, bool isMainPage) => ViewEngineResult.Found(viewName, new TextView());

    public ViewEngineResult GetView(string? executingFilePath, string viewPath, bool isMainPage) => ViewEngineResult.NotFound(viewPath, []);

    private sealed class TextView : IView
    {
        public string Path => "";

        public Task RenderAsync(ViewContext context)
        {
            string text = $"{context.ViewData.Model}";
            return context.Writer.WriteAsync(text.StartsWith(':') ? $"{context.TempData[text[1..]]}" : text);
        }
    }
}
