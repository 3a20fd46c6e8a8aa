using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Serilog;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;

namespace Mqant.Operations.Logs;

/// <summary>Log lines as JSON on the console, and in files.</summary>
internal static class LogOutputs
{
    // Lines wait for the disk, not calls for lines; what is on its way when the process is killed is lost.
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static void AddLogOutputs(this ILoggingBuilder logging, IConfiguration configuration, string contentRoot)
    {
        logging.Services.AddMqantOptions<LogOptions>(LogOptions.SectionName);
        logging.Services.TryAddSingleton<IExternalScopeProvider, CallScopes>();
        var options = configuration.ReadMqantOptions<LogOptions>(LogOptions.SectionName);
        if (options.Console is { } format)
        {
            // Code has the last word over the section of .NET.
            logging.Services.PostConfigure<ConsoleLoggerOptions>(console =>
                console.FormatterName = format == ConsoleLogFormat.Json ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple);
            logging.Services.PostConfigure<JsonConsoleFormatterOptions>(static json => json.IncludeScopes = true);
            logging.AddConsole();
        }

        if (options.File is { Length: > 0 } path)
        {
            // Made by the container, which closes them with what is still to be written.
            logging.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(OpenFiles(Path.GetFullPath(path, contentRoot), options), dispose: true));
        }
    }

    // Which lines there are has been decided before they come here.
    private static Serilog.Core.Logger OpenFiles(string path, LogOptions options)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new LoggerConfiguration()
                .MinimumLevel.Verbose()
                .WriteTo.File(
                    new CompactJsonFormatter(),
                    path,
                    fileSizeLimitBytes: options.MaxFileSize,
                    rollOnFileSizeLimit: true,
                    rollingInterval: RollingInterval.Day,
                    retainedFileCountLimit: options.KeepFiles,
                    buffered: true,
                    flushToDiskInterval: FlushInterval)
                .CreateLogger();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingsException($"{LogOptions.SectionName}:{nameof(LogOptions.File)} is '{path}', where no log can be written: {exception.Message}", exception);
        }
    }
}
