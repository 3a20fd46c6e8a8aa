using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;

namespace Mqant.Operations.Errors;

/// <summary>
/// Which methods the just-in-time compiler may put into their callers, where they leave no frame: small ones, once they have been called some times, and in releases more than in builds for
/// debugging. One that always throws it leaves alone.
/// </summary>
internal static class Inlining
{
    // Of IL. The compiler's own limit.
    private const int MaxSize = 100;

    private const byte TwoBytes = 0xFE;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!).ToDictionary(static code => code.Value);

    /// <summary>Those on the stack of an exception, by the names that <see cref="StackText.Normalize"/> gives them.</summary>
    public static HashSet<string> FindCandidates(Exception exception)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is { DeclaringType.FullName: { } type } method && IsCandidate(method))
            {
                found.Add(StackText.Normalize($"{type}.{method.Name}"));
            }
        }

        return found;
    }

    // What is called through a delegate or an interface mostly stays: lambdas, iterators.
    private static bool IsCandidate(MethodBase method)
    {
        if (method.Name == "MoveNext" || method.Name.Contains(">b__", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return (method.MethodImplementationFlags & (MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization)) == 0
                && method.GetMethodBody() is { ExceptionHandlingClauses.Count: 0 } body
                && body.GetILAsByteArray() is { Length: <= MaxSize } code
                && Returns(code);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            // Methods that were made at run time.
            return false;
        }
    }

    private static bool Returns(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == TwoBytes && at + 1 < code.Length ? (short)((TwoBytes << 8) | code[at + 1]) : code[at];
            if (!Codes.TryGetValue(value, out var operation))
            {
                return true;
            }

            if (operation == OpCodes.Ret)
            {
                return true;
            }

            at += operation.Size + operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at + operation.Size)),
                _ => 4,
            };
        }

        return false;
    }
}
