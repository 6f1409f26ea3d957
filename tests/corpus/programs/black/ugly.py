import   os , sys
from a import (b)
def f ( a,b = {  'x':1,"y" : [ 1,2,3 ]}, *, c:int=0, **kw )->   Dict[str,int] :
    '''   Docstring with 'quotes'.   '''
    if (a and
        b) : return a[1 : 2], b [ -1 ]
    for(x)in range( 10 ): print( "a very long string that goes on and on" % x, "another one here", end = '' )
    x = not(a) if b else(lambda y:y**2)
    assert some_function_name(argument_one, argument_two), "this is a message that is long enough to wrap"
    with open('a') as f, open("b", mode = 'rb') as g: pass
    return {**kw, 'k': a if b else c, u'uni': 0XFF, B"by": 1E5} if 0 else {"a":x}
class A( object, metaclass = M ):
  x:int=1
  def g(self):
      try: pass
      except (A,B) as e: raise X from e
      finally:
           del (a), (b)
      match self:
          case [1,2,*rest] if rest: pass
          case {"a":b,**kw}|A(x=1): pass
# fmt: off
matrix = [ 1,0,
           0,1 ]
# fmt: on
other = [ 1,0,
           0,1 ]
