using System.Globalization;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Reads a condition by recursive descent; <c>or</c> binds weakest, then <c>and</c>, <c>not</c>, comparison.</summary>
internal sealed class ConditionParser(string text)
{
    private const int MaxLength = 2000;

    // Recursion is bounded, so that no text can exhaust the stack.
    private const int MaxDepth = 32;

    private readonly List<ValuePath> paths = [];
    private List<Token> tokens = [];
    private int next;
    private int depth;

    private enum TokenKind
    {
        Value,
        Operator,
        Word,
        Open,
        Close,
        End,
    }

    private sealed record Token(TokenKind Kind, string Text, int Position, ConditionNode? Value = null);

    private Token Current => tokens[next];

    public Condition Parse()
    {
        if (string.IsNullOrWhiteSpace(text)) throw new ExpressionException("The condition is empty.", "Write one such as steps.check.score < 0.75.", 0);
        if (text.Length > MaxLength) throw new ExpressionException($"The condition is longer than {MaxLength} characters.", "Split it into several rules or steps.", 0);
        tokens = Tokenize();
        var root = Or();
        if (Current.Kind != TokenKind.End) throw Unexpected("Join conditions by 'and' or 'or'.");
        RequireYesOrNo(root, 0);
        return new Condition(text.Trim(), root, paths);
    }

    private ConditionNode Or()
    {
        var left = And();
        while (TakeWord("or", out var at)) left = Junction(false, left, And(), at);
        return left;
    }

    private ConditionNode And()
    {
        var left = Not();
        while (TakeWord("and", out var at)) left = Junction(true, left, Not(), at);
        return left;
    }

    private ConditionNode Not()
    {
        if (!TakeWord("not", out var at)) return Comparison();
        Descend(at);
        var operand = Not();
        depth--;
        RequireYesOrNo(operand, at);
        return new ConditionNode.Not(operand);
    }

    private ConditionNode Comparison()
    {
        var left = Operand();
        if (Current.Kind != TokenKind.Operator) return left;
        var sign = tokens[next++];
        var right = Operand();
        if (Current.Kind == TokenKind.Operator) throw Unexpected("Comparisons do not chain; join two by 'and'.");
        return new ConditionNode.Comparison(sign.Text, left, right);
    }

    private ConditionNode Operand()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Value:
                next++;
                return token.Value!;
            case TokenKind.Open:
                next++;
                Descend(token.Position);
                var inside = Or();
                depth--;
                if (Current.Kind != TokenKind.Close) throw Unexpected("A '(' is not closed; add ')'.");
                next++;
                return inside;
            default:
                throw Unexpected("A path, a number, a 'text', true or false belongs here.");
        }
    }

    private static ConditionNode.Junction Junction(bool all, ConditionNode left, ConditionNode right, int at)
    {
        RequireYesOrNo(left, at);
        RequireYesOrNo(right, at);
        return new ConditionNode.Junction(all, left, right);
    }

    private static void RequireYesOrNo(ConditionNode node, int at)
    {
        if (node is ConditionNode.Literal { Value: not bool })
            throw new ExpressionException($"{node} is neither true nor false.", "Compare it with something.", at);
    }

    private void Descend(int at)
    {
        if (++depth > MaxDepth) throw new ExpressionException($"The condition is nested deeper than {MaxDepth}.", "Split it.", at);
    }

    private bool TakeWord(string word, out int position)
    {
        position = Current.Position;
        if (Current.Kind != TokenKind.Word || Current.Text != word) return false;
        next++;
        return true;
    }

    private ExpressionException Unexpected(string cure) =>
        new(Current.Kind == TokenKind.End ? "The condition ends too early." : $"'{Current.Text}' does not belong here.", cure, Current.Position);

    private List<Token> Tokenize()
    {
        var found = new List<Token>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = ReadToken(at, out var length);
            found.Add(token);
            at += length;
        }

        found.Add(new Token(TokenKind.End, "", text.Length));
        return found;
    }

    private Token ReadToken(int at, out int length)
    {
        var c = text[at];
        length = 1;
        if (c == '(') return new Token(TokenKind.Open, "(", at);
        if (c == ')') return new Token(TokenKind.Close, ")", at);
        if (c is '\'' or '"') return ReadString(at, out length);
        if (char.IsAsciiDigit(c) || c is '-' or '.') return ReadNumber(at, out length);
        if (char.IsAsciiLetter(c) || c == '_') return ReadWord(at, out length);
        length = at + 1 < text.Length && text[at + 1] == '=' ? 2 : 1;
        var sign = text.Substring(at, length);
        return sign switch
        {
            "==" or "!=" or "<" or "<=" or ">" or ">=" => new Token(TokenKind.Operator, sign, at),
            "=" => throw new ExpressionException("'=' is not an operator here.", "Write '==' to compare.", at),
            _ => throw new ExpressionException($"'{c}' has no meaning in a condition.", "It knows == != < <= > >= and or not ( ), paths, numbers, 'texts', true and false.", at),
        };
    }

    private Token ReadString(int at, out int length)
    {
        var end = text.IndexOf(text[at], at + 1);
        if (end < 0) throw new ExpressionException($"A text that begins with {text[at]} is not closed.", $"End it with {text[at]}.", at);
        length = end - at + 1;
        return new Token(TokenKind.Value, text.Substring(at, length), at, new ConditionNode.Literal(text[(at + 1)..end]));
    }

    private Token ReadNumber(int at, out int length)
    {
        var end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.')) end++;
        length = end - at;
        var written = text.Substring(at, length);
        return double.TryParse(written, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new Token(TokenKind.Value, written, at, new ConditionNode.Literal(number))
            : throw new ExpressionException($"'{written}' is not a number.", "Write one such as 0.75; conditions do not calculate.", at);
    }

    private Token ReadWord(int at, out int length)
    {
        var end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_' or '-')) end++;
        length = end - at;
        var word = text.Substring(at, length);
        if (word is "and" or "or" or "not") return new Token(TokenKind.Word, word, at);
        if (word is "true" or "false") return new Token(TokenKind.Value, word, at, new ConditionNode.Literal(word == "true"));
        if (!ValuePath.TryParse(word, out var path))
            throw new ExpressionException($"'{word}' is not a path.", "Write names joined by dots, such as steps.check.score.", at);
        paths.Add(path);
        return new Token(TokenKind.Value, word, at, new ConditionNode.Reference(path));
    }
}
